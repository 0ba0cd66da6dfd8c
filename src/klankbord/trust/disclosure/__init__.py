"""The one gateway for every statistic about employees: small numbers, and subtraction, stop here.

Upper rooms call `actions.disclose(request=…, at=…)` and show what comes back with
`sentences.refusal_text`. Nothing else may count, average or list employees.
"""
