"""Many estates side by side: the register, what each comes to, grades, tasks and the budget."""
