"""Staff: who may sign in, with which role, and for which bassins."""
