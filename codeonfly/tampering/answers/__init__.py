"""Rules over sources that know the answers of the tests: written out, looked up, or picked by the words of a question."""
