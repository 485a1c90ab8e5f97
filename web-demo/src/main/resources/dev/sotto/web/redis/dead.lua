-- The code is burned. ARGV: the seat.

local room, seat, why = enterSeat()
if not room then
  return refused(why)
end
if ARGV[2] ~= 'inviter' then
  why = 'gone'
elseif not why then
  finish(room, 'dead')
end
saveAndWake(room)
return why and refused(why) or {'done'}
