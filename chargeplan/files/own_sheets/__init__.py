"""The program's own sheets in a register: found again, read with forgiveness, and changed in place."""
