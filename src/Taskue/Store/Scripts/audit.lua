--[[ audit.lua: what should not be there, or not for long: tasks whose runner is unknown, and work that nobody goes on with. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 cursor through active, "0" to begin
  Return {"ok", now, next cursor, entries in this slice whose runner neither lives nor is being recovered, dangling entries met so far,
          refused results so far, workflows to move, since when the first or "", workflows without their last part, since when the first
          or "", ended runners that are being recovered, heartbeats expired for more than 30 s, living runners, then the ids of the first
          three such entries}   {"format", format}
  Holds  nothing: a reader's view
  Cost   O(500 + staging)
]]
--@keys meta active live dying beats advancing staging
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
local page = call('HSCAN', active, ARGV[2], 'COUNT', 500)
local known, orphans, count = {}, {}, 0
for i = 1, #page[2], 2 do
  local holder = string.match(page[2][i + 1], '^([^|]*)|') or ''
  if known[holder] == nil then known[holder] = call('HEXISTS', live, holder) == 1 or call('HEXISTS', dying, holder) == 1 end
  if not known[holder] then
    count = count + 1
    if count <= 3 then orphans[count] = page[2][i] end
  end
end
local first = call('ZRANGE', advancing, 0, 0, 'WITHSCORES')
local staged = nil
for _, value in ipairs(call('HVALS', staging)) do
  local since = tonumber(string.match(value, '^(%d+)|') or '0')
  if not staged or since < staged then staged = since end
end
local counters = call('HMGET', meta, 'dangling', 'refused')
local reply = { 'ok', num(now), page[1], num(count), num(whole(counters[1]) or 0), num(whole(counters[2]) or 0),
  num(call('ZCARD', advancing)), first[2] or '', num(call('HLEN', staging)), staged and num(staged) or '',
  num(call('HLEN', dying)), num(call('ZCOUNT', beats, '-inf', num(now - 30000))), num(call('HLEN', live)) }
for _, id in ipairs(orphans) do reply[#reply + 1] = id end
return reply
