"""What a room says with dots on a wall: entered apart, shown apart, never added to people's answers."""
