"""Words that somebody has to look at: reported, or waiting in a group that asks so."""
