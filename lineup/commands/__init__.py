"""The commands of `lineup`, a file each. What they need is imported when they run: --help must be quick."""
