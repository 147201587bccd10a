"""The bassins and communes: data of bassins/ brought into the database."""
