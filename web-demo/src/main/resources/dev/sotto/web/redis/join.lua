-- The joiner's seat of a room with a number. ARGV: the room, the digest of the key.

local room = load(ARGV[1])
if not room then
  return refused('gone')
end
local happened = settle(room)
local answer = sitAsJoiner(room, ARGV[2])
if happened or answer[1] == 'entered' then
  saveAndWake(room)
end
return answer
