"""Pictures that go along with an answer: made anew, described, approved and proved with it."""
