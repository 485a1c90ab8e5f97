-- A socket has ended. ARGV: the seat, whether for good (1).

local room, seat, why, happened = enterSeat()
if room and seat and not why then
  if ARGV[5] == '1' then
    free(room, seat.role)
  else
    goAway(room, seat.role, now)
  end
  happened = true
end
if happened then
  saveAndWake(room)
end
return {'done'}
