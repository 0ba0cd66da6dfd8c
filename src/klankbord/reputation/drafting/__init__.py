"""Help with wording by a model of somebody's choice: off until it is set up, and it never sends."""
