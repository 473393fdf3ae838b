"""The portal's pages about gear, by noun."""
