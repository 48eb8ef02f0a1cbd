"""The `leadloop` command."""
