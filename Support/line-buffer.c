/* Linked into every program of a book. On anything but a terminal, standard output is handed on only
   when a buffer is full or the program ends by itself (setvbuf(3)); a server that is stopped would
   take its last lines with it. Line by line, what a program has printed has been seen. */
#include <stdio.h>

__attribute__((constructor)) static void workbook_line_buffer(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
}
