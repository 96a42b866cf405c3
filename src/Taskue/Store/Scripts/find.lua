--[[ find.lua: the ids that begin with a text. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 beginning of an id   3 how many of a kind to give
         4 "1": tasks   5 "1": workflows
  Return {"ok", now, number of tasks, their ids, the workflows' ids}   {"format", format}
  Holds  nothing: a reader's view. What is expired is not found; of more than 1000 ids only the first 1000 are looked at
  Cost   O(log n + 1000)
]]
--@keys meta tasks active done tries created blobs flows index flow_index
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view
local most = tonumber(ARGV[3])
local reply = { 'ok', num(now), '0' }

local function find(set, there)
  local count, at = 0, '[' .. ARGV[2]
  for _ = 1, 10 do
    local ids = call('ZRANGEBYLEX', set, at, '(' .. ARGV[2] .. '{', 'LIMIT', 0, 100) -- "{" comes behind every letter of an id
    for _, id in ipairs(ids) do
      if there(id) then
        reply[#reply + 1] = id
        count = count + 1
        if count == most then return count end
      end
    end
    if #ids < 100 then return count end
    at = '(' .. ids[100]
  end
  return count
end

if ARGV[4] == '1' then
  reply[3] = num(find(index, function(id)
    local spec = call('HGET', tasks, id)
    return spec and visible(spec, call('HGET', done, id))
  end))
end
if ARGV[5] == '1' then find(flow_index, flowVisible) end
return reply
