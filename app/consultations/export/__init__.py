"""Every sent response as one row of a table: its columns, its rows, and the two plain formats."""
