"""The contracts that every dialect keeps, and a folder for each dialect."""
