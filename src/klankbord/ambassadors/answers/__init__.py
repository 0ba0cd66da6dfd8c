"""The answer ledger: what colleagues raise has an owner, a day and, in the end, an answer."""
