# Does what the bench says on standard input, one order a line, and answers each with one line.
require_relative "jobs"

TEXT = "hello"
BODIES = { "none" => None, "cpu" => Cpu, "await" => Await, "hold" => Hold }.freeze

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)

def timed
  start = now
  yield
  "done #{start} #{now}"
end

# One task at a time, the next one some milliseconds after the one before has run: the system is idle in between. The limit counts
# from the second one: the first may have to wait for the server to start.
def latency(count, file, seconds)
  called = []
  while called.size < count && (called.size < 2 || now - called[1] < seconds * 1_000_000_000)
    called << now
    None.perform_async(called.size - 1, TEXT)
    loop do
      sleep 0.001
      break if File.size?(file).to_i >= 16 * called.size || now - called.last > 20_000_000_000
    end
    sleep 0.003 + 0.001 * (called.size % 3)
  end
  "called #{called.join(' ')}"
end

$stdout.sync = true
puts "ready"
while (line = $stdin.gets)
  order, count, argument, seconds = line.split
  count = count.to_i
  puts case order
       when "single" then timed { count.times { |i| None.perform_async(i, TEXT) } }
       when "bulk" then timed { BODIES.fetch(argument).perform_bulk(Array.new(count) { |i| [i, TEXT] }) }
       when "hold" then "ids #{Array.new(count) { |i| Hold.perform_async(i, TEXT) }.join(' ')}"
       when "latency" then latency(count, argument, seconds.to_i)
       else raise "'#{line.strip}' is no order"
       end
end
