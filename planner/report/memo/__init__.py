"""The decision memo: one data structure, laid out once in the reader's language, written by one template a format."""
