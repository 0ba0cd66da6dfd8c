"""What a text says, and how sure that is: sentiment, intent, offence."""
