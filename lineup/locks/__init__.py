"""The files in which DVC notes what it did, and who may write where; and by what it draws."""
