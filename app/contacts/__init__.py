"""Addresses of people who want to hear from us, apart from everything that anybody answered."""
