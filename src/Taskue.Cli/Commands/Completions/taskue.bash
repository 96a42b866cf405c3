# bash completion of taskue. Load it: source <(taskue completion bash)
_taskue() {
    local IFS=$'\n' line word
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=()
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        COMPREPLY+=("$(printf '%q' "$word")")
    done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
    if [ ${#COMPREPLY[@]} -eq 1 ]; then
        case ${COMPREPLY[0]} in *=) compopt -o nospace ;; esac
    fi
}
complete -o default -F _taskue taskue
