"""How the reader was made: from the published encoder and question corpora to an ONNX file."""
