"""The checks, one module each; ``registry.py`` beside this folder names them in their order."""
