"""Files of others that a plan is made from: drawings, map data, documents, pictures, read without trust."""
