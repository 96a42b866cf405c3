# The jobs, loaded by the server (sidekiq -r ./jobs.rb) and by the producer.
require "sidekiq"

# Debian's Sidekiq and redis-rb disagree on a return type, and say so at every job.
Redis.silence_deprecations = true

settings = { url: "redis://#{ENV.fetch('BENCH_REDIS')}/0" }
Sidekiq.configure_server { |config| config.redis = settings }
Sidekiq.configure_client { |config| config.redis = settings }
# Its own advice for much work in little jobs: two lines of log a job are left out.
Sidekiq.logger.level = Logger::WARN if ENV["BENCH_QUIET"]

module Records
  FILE = File.open(ENV["BENCH_FILE"], "ab") if ENV["BENCH_FILE"]

  # 16 bytes in one write: monotonic nanoseconds, the task's number, the process.
  def self.append(number)
    FILE.syswrite([Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond), number, Process.pid].pack("q<l<l<"))
  end
end

class None
  include Sidekiq::Job

  def perform(number, _text) = Records.append(number)
end

class Cpu
  include Sidekiq::Job

  def perform(number, _text)
    finish = Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID, :nanosecond) + 1_000_000
    nil while Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID, :nanosecond) < finish
    Records.append(number)
  end
end

class Await
  include Sidekiq::Job

  def perform(number, _text)
    sleep 0.01
    Records.append(number)
  end
end

class Hold
  include Sidekiq::Job

  def perform(number, _text)
    Records.append(number)
    sleep 600 if ENV["BENCH_HOLD"]
  end
end
