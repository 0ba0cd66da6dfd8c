"""What stays inside for now: words, code names, embargoes, and fingerprints of documents."""
