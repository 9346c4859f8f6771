"""Where a table comes from: files, long tables of dated measurements, SDTM folders, OMOP databases."""
