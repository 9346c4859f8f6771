"""One file of patients: each format read into one frame, text as it is written."""
