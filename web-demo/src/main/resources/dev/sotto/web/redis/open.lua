-- A room with a new number. ARGV: the digest of the key, P0, fractions of 2^32 by random.

local rooms = openRooms()
if rooms >= RULES.rooms then
  return refused('busy')
end
redis.call('ZREMRANGEBYSCORE', USED, '-inf', text(now))
local used = redis.call('ZCARD', USED)
if used >= RULES.usedRemembered then
  redis.call('ZREMRANGEBYRANK', USED, '0', text(used - RULES.usedRemembered))
  used = RULES.usedRemembered
end

-- As many digits as keep the numbers sparse: at most one in a thousand open, one in four used.
local least = 1000
while least < 100000000 and 9 * least < math.max((rooms + 1) * 1000, 4 * used) do
  least = least * 10
end
for i = 3, #ARGV do
  local name = text(least + math.floor(tonumber(ARGV[i]) / 4294967296 * 9 * least))
  if redis.call('ZADD', USED, 'NX', text(now + RULES.notReused), name) == 1 then
    redis.call('PEXPIRE', USED, text(RULES.notReused))
    local room = create(name)
    local answer = sitAsInviter(room, ARGV[1], ARGV[2])
    save(room)
    return answer
  end
end
return refused('busy')
