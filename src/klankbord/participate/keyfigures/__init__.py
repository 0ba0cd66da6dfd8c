"""Key figures: who starts, carries, connects and is turned to, from what people do in public."""
