"""Who answers, repeats and names whom: counts first, then rank and circles."""
