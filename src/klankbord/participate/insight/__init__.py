"""Who says what where: figures and pictures over mentions."""
