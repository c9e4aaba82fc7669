"""What the typesetter needs: its templates, typefaces and the program of its own process."""
