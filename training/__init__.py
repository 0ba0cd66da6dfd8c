"""Makes the weights that the package ships, from public sets whose licence allows it."""
