--[[ remember.lua: put a namespace into the set of all. The set lives in no partition's slot, and so in no other script.
  KEYS   1 the set of all namespaces under a prefix
  ARGV   1 namespace
  Return {"ok"}
  Holds  a repeated call changes nothing
  Cost   O(1)
]]
redis.call('SREM', KEYS[1], '') -- a shrinking write first: runners register on a full server too
redis.call('SADD', KEYS[1], ARGV[1])
return { 'ok' }
