"""The line to take: what happened and what colleagues may say, before or with the public answer."""
