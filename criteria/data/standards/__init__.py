"""Tables as a standard lays them out: SDTM and OMOP leave no doubt which column is which variable."""
