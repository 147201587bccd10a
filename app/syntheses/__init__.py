"""What a bassin takes home: its recorded choice of two, with evidence and frozen figures."""
