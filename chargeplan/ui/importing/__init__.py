"""Everything in the window that brings files of others in: questions, a look ahead, what comes of it."""
