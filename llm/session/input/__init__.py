"""What the input of the page offers while a request is made: names of the library, and a preview of a clip."""
