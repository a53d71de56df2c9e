// What pseudo-terminals take (pty(7), ioctl_tty(2)), and Swift can't call, as it is variadic.
#ifndef WORKBOOK_CLAB_TERMINAL_H
#define WORKBOOK_CLAB_TERMINAL_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <termios.h>

// Lets the other end of a pseudo-terminal be opened, and returns its number in /dev/pts.
static inline int lab_unlock_terminal(int master) {
    int locked = 0;
    unsigned int number = 0;
    if (ioctl(master, TIOCSPTLCK, &locked) != 0) return -1;
    if (ioctl(master, TIOCGPTN, &number) != 0) return -1;
    return (int)number;
}

static inline int lab_set_window_size(int terminal, uint16_t rows, uint16_t columns) {
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    return ioctl(terminal, TIOCSWINSZ, &size);
}

// "\n" stays as it is, and a control character that is typed is shown as itself.
static inline int lab_set_plain_lines(int terminal) {
    struct termios settings;
    if (tcgetattr(terminal, &settings) != 0) return -1;
    settings.c_oflag &= ~(tcflag_t)ONLCR;
    settings.c_lflag &= ~(tcflag_t)ECHOCTL;
    return tcsetattr(terminal, TCSANOW, &settings);
}

// Whether a terminal shows what is typed there.
static inline int lab_echoes(int terminal) {
    struct termios settings;
    return tcgetattr(terminal, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
}

// Makes a terminal the controlling one of the session that this process leads.
static inline int lab_set_controlling_terminal(int terminal) {
    return ioctl(terminal, TIOCSCTTY, 0);
}

// How many typed bytes wait to be read.
static inline int lab_unread_input(int terminal) {
    int count = 0;
    return ioctl(terminal, FIONREAD, &count) == 0 ? count : -1;
}

#endif
