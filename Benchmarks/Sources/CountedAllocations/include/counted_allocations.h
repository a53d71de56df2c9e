#pragma once

/// Begins to count how often any thread of the program allocates memory.
void count_allocations(void);

/// Stops counting, and tells how often.
unsigned long counted_allocations(void);
