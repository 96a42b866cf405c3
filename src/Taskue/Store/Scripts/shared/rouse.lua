-- Tells a runner to call. The end of its incarnation says how it listens. Needs: meta
-- ".s" is at a sharded channel. ".c" is at a channel of a cluster, perhaps at another node, and those who listen there are not in what PUBLISH answers.
-- Whether somebody may have heard it.
local function rouse(incarnation, message)
  local to, ear = string.sub(meta, 1, -5) .. 'wake:' .. incarnation, string.sub(incarnation, -2)
  if ear == '.s' then
    local heard = redis.pcall('SPUBLISH', to, message) -- where it is not allowed, the runner's next poll comes instead
    return type(heard) ~= 'number' or heard > 0
  end
  return call('PUBLISH', to, message) > 0 or ear == '.c'
end
