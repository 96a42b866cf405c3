--[[ await.lua: ask for the end of tasks or workflows, and be told when it comes.
  KEYS   @keys below
  ARGV   1 client, whose channel is told   then the ids
  Return {"ok", then one for each id: "d" it has ended (and may be expired: reading it says), "w" it has not and the client is told, "n" there is none}   {"format", format}
  Holds  register or answer, in one step: no end falls between. At most 64 clients wait for one id; one more is not told, and asks again
  Cost   O(ids)
]]
--@keys meta tasks done flows waiters
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local reply = { 'ok' }
local client = ARGV[1]
for i = 2, #ARGV do
  local id = ARGV[i]
  local answer = 'w'
  local row = call('HGET', flows, id)
  if row then
    if string.match(row, '^1' .. string.rep('|%d+', 12) .. '|(%d+)|') ~= '0' then answer = 'd' end
  elseif call('HEXISTS', done, id) == 1 then
    answer = 'd'
  else
    -- A task whose workflow is not there (yet, or any more) is not there.
    local spec = call('HGET', tasks, id)
    local workflow = string.match(spec or '', '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
    if not spec or workflow and call('HEXISTS', flows, workflow) == 0 then answer = 'n' end
  end
  if answer == 'w' then
    local clients = call('HGET', waiters, id)
    if not clients then
      call('HSET', waiters, id, client)
    elseif not string.find(',' .. clients .. ',', ',' .. client .. ',', 1, true) and #clients < 64 * (#client + 1) - 1 then
      call('HSET', waiters, id, clients .. ',' .. client)
    end
  end
  reply[#reply + 1] = answer
end
return reply
