"""What people are told and what they ask for: information pages, requests, the support groups of bassins."""
