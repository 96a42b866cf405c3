# fish completion of taskue. Keep it: taskue completion fish > ~/.config/fish/completions/taskue.fish
function __taskue_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    command $program __complete -- $words 2>/dev/null
end
complete -c taskue -f -a '(__taskue_complete)'
