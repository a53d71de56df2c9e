/// Words that a shell understands by itself, so that it doesn't look for a program of that name.
///
/// Readers type commands in the shell that they have: Bash or Zsh, where the lab has dash. The words are those of
/// `compgen -b` and `compgen -k` of Bash 5.2, of `zsh/parameter` of Zsh 5.9, and of dash(1).
enum ShellWords {
  static let all: Set<String> = [
    // Reserved words.
    "case", "coproc", "do", "done", "elif", "else", "end", "esac", "fi", "for", "foreach",
    "function", "if", "in", "nocorrect", "repeat", "select", "then", "time", "until", "while",
    // Commands.
    "alias", "autoload", "bg", "bind", "bindkey", "break", "builtin", "bye", "caller", "cd",
    "chdir", "command", "compadd", "comparguments", "compcall", "compctl", "compdescribe",
    "compfiles", "compgen", "compgroups", "complete", "compopt", "compquote", "compset",
    "comptags", "comptry", "compvalues", "continue", "declare", "dirs", "disable", "disown",
    "echo", "echotc", "echoti", "emulate", "enable", "eval", "exec", "exit", "export", "false",
    "fc", "fg", "float", "functions", "getln", "getopts", "hash", "help", "history", "integer",
    "jobs", "kill", "let", "limit", "local", "log", "logout", "mapfile", "noglob", "popd",
    "print", "printf", "private", "pushd", "pushln", "pwd", "r", "read", "readarray", "readonly",
    "rehash", "return", "sched", "set", "setopt", "shift", "shopt", "source", "suspend",
    "test", "times", "trap", "true", "ttyctl", "type", "typeset", "ulimit", "umask", "unalias",
    "unfunction", "unhash", "unlimit", "unset", "unsetopt", "vared", "wait", "whence", "where",
    "which", "zcompile", "zformat", "zle", "zmodload", "zparseopts", "zregexparse", "zstyle",
  ]
}
