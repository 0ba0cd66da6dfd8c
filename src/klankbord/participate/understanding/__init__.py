"""What mentions say: sentiment, intent, offence, read by models and corrected by people."""
