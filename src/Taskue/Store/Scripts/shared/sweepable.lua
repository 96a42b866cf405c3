-- Whether anything is past its retention, or a log without its task. Needs: tasks end_* flow_passed flow_failed log_kept; horizon (keep.lua)
local function sweepable()
  local sets = { p = end_passed, f = end_failed, e = end_errored, t = end_timedout, x = end_terminated, s = end_skipped }
  for letter, set in pairs(sets) do
    local first = call('ZRANGE', set, 0, 0, 'WITHSCORES')
    if first[2] and tonumber(first[2]) <= horizon(letter) then return true end
  end
  for letter, set in pairs({ p = flow_passed, f = flow_failed }) do
    local first = call('ZRANGE', set, 0, 0, 'WITHSCORES')
    if first[2] and tonumber(first[2]) <= horizon(letter) then return true end
  end
  local first = call('ZRANGE', log_kept, 0, 0, 'WITHSCORES')
  return first[2] ~= nil and (tonumber(first[2]) <= logHorizon() or call('HEXISTS', tasks, first[1]) == 0)
end
