#compdef taskue
# zsh completion of taskue. Keep it as _taskue in a folder of $fpath: taskue completion zsh > ~/.zfunc/_taskue
_taskue() {
    local -a described
    local line word meaning
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        meaning=${line#*$'\t'}
        word=${word//:/\\:}
        if [[ $line == *$'\t'* ]]; then described+=("$word:$meaning"); else described+=("$word"); fi
    done < <("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#described} )); then
        _describe -V 'taskue' described
    else
        _files
    fi
}
if [ "$funcstack[1]" = "_taskue" ]; then _taskue "$@"; else compdef _taskue taskue; fi
