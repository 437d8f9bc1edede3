#!/bin/sh
# The documented way by hand: the steps of a whole run with a NAT gateway as AWS CLI commands, and the tear-down. This is
# what `benchmarks.whole_run` holds the notebooks against. AWS_ENDPOINT_URL names a simulated AWS whose waits are over at once
# (`c9lib simulator --speed max`): so each wait is one look, as simulated time costs the notebooks nothing either.
#
# Sources: AWS Cloud9 user guide, "Accessing no-ingress EC2 instances with AWS Systems Manager" (role, profile, private
# subnet, permissions, launch, endpoints); VPC user guide, "Example: VPC with servers in private subnets and NAT".
set -eu
export AWS_DEFAULT_REGION=us-east-1 AWS_DEFAULT_OUTPUT=text AWS_PAGER=
role=AWSCloud9SSMAccessRole profile=AWSCloud9SSMInstanceProfile name=no-ingress learner=c9-learner
tag="Key=deployment,Value=$name"

# Looks until a command says exactly this, and gives up after a minute.
until_says() {
  wanted=$1 looks=0
  shift
  until test "$("$@" | tr '\t' '\n' | sort -u)" = "$wanted"; do
    looks=$((looks + 1))
    test $looks -lt 60 || { echo "never '$wanted': $*" >&2; exit 1; }
    sleep 1
  done
}

tagged() { printf 'ResourceType=%s,Tags=[{Key=deployment,Value=%s},{Key=Name,Value=%s}]' "$1" "$name" "${2:-$name}"; }

# 00 Who am I, and may the account use Cloud9?
account=$(aws sts get-caller-identity --query Account)
aws cloud9 list-environments >/dev/null
aws ec2 describe-instance-type-offerings --location-type availability-zone \
  --filters Name=instance-type,Values=t3.small --query 'InstanceTypeOfferings[].Location' >/dev/null

# 01 The role
aws iam create-role --role-name $role --path /service-role/ --assume-role-policy-document '{"Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
  "Action": "sts:AssumeRole"}]}' >/dev/null
aws iam attach-role-policy --role-name $role --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile

# 02 The instance profile
aws iam create-instance-profile --instance-profile-name $profile --path /cloud9/ >/dev/null
aws iam add-role-to-instance-profile --instance-profile-name $profile --role-name $role

# 03 The network: a public subnet with the NAT gateway, a private one for the instance
vpc=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --tag-specifications "$(tagged vpc)" --query Vpc.VpcId)
aws ec2 modify-vpc-attribute --vpc-id "$vpc" --enable-dns-hostnames
gateway=$(aws ec2 create-internet-gateway --tag-specifications "$(tagged internet-gateway)" \
  --query InternetGateway.InternetGatewayId)
aws ec2 attach-internet-gateway --internet-gateway-id "$gateway" --vpc-id "$vpc"
public_table=$(aws ec2 create-route-table --vpc-id "$vpc" --tag-specifications "$(tagged route-table $name-public)" \
  --query RouteTable.RouteTableId)
aws ec2 create-route --route-table-id "$public_table" --destination-cidr-block 0.0.0.0/0 --gateway-id "$gateway" >/dev/null
public=$(aws ec2 create-subnet --vpc-id "$vpc" --availability-zone us-east-1a --cidr-block 10.0.0.0/24 \
  --tag-specifications "$(tagged subnet $name-public)" --query Subnet.SubnetId)
public_link=$(aws ec2 associate-route-table --route-table-id "$public_table" --subnet-id "$public" --query AssociationId)
address=$(aws ec2 allocate-address --domain vpc --tag-specifications "$(tagged elastic-ip)" --query AllocationId)
nat=$(aws ec2 create-nat-gateway --subnet-id "$public" --allocation-id "$address" \
  --tag-specifications "$(tagged natgateway)" --query NatGateway.NatGatewayId)
aws ec2 wait nat-gateway-available --nat-gateway-ids "$nat"
private_table=$(aws ec2 create-route-table --vpc-id "$vpc" --tag-specifications "$(tagged route-table $name-private)" \
  --query RouteTable.RouteTableId)
aws ec2 create-route --route-table-id "$private_table" --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$nat" >/dev/null
private=$(aws ec2 create-subnet --vpc-id "$vpc" --availability-zone us-east-1a --cidr-block 10.0.1.0/24 \
  --tag-specifications "$(tagged subnet $name-private)" --query Subnet.SubnetId)
private_link=$(aws ec2 associate-route-table --route-table-id "$private_table" --subnet-id "$private" --query AssociationId)

# 04 Who may open it: the managed policy, and the statements about sessions
policy=$(aws iam create-policy --policy-name $name-sessions --query Policy.Arn --policy-document '{"Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "ssm:StartSession", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition":
  {"StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"}, "StringEquals": {"aws:CalledViaFirst":
  "cloud9.amazonaws.com"}}}, {"Effect": "Allow", "Action": ["ssm:StartSession"], "Resource": ["arn:aws:ssm:*:*:document/*"]}]}')
aws iam attach-user-policy --user-name $learner --policy-arn arn:aws:iam::aws:policy/AWSCloud9User
aws iam attach-user-policy --user-name $learner --policy-arn "$policy"
aws iam list-attached-user-policies --user-name $learner >/dev/null

# 05 The environment, and its instance
environment=$(aws cloud9 create-environment-ec2 --name $name --instance-type t3.small --image-id amazonlinux-2023-x86_64 \
  --subnet-id "$private" --connection-type CONNECT_SSM --automatic-stop-time-minutes 30 --tags "$tag" --query environmentId)
until_says CREATED aws cloud9 describe-environments --environment-ids "$environment" \
  --query 'environments[].lifecycle.status'
until_says ready aws cloud9 describe-environment-status --environment-id "$environment" --query status
instance=$(aws ec2 describe-instances --filters "Name=tag:aws:cloud9:environment,Values=$environment" \
  --query 'Reservations[].Instances[].InstanceId')
group=$(aws ec2 describe-instances --instance-ids "$instance" \
  --query 'Reservations[].Instances[].SecurityGroups[].GroupId')
until_says Online aws ssm describe-instance-information --filters "Key=InstanceIds,Values=$instance" \
  --query 'InstanceInformationList[].PingStatus'

# 06 The endpoints, which only the instance may use
endpoint_group=$(aws ec2 create-security-group --group-name $name-endpoints --vpc-id "$vpc" \
  --description 'HTTPS from a Cloud9 instance to VPC endpoints' --tag-specifications "$(tagged security-group)" \
  --query GroupId)
aws ec2 authorize-security-group-ingress --group-id "$endpoint_group" --source-group "$group" --protocol tcp --port 443 >/dev/null
endpoints=
for service in ssm ssmmessages ec2messages; do
  endpoints="$endpoints $(aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id "$vpc" \
    --service-name com.amazonaws.us-east-1.$service --subnet-ids "$private" --security-group-ids "$endpoint_group" \
    --private-dns-enabled --tag-specifications "$(tagged vpc-endpoint $name-$service)" --query VpcEndpoint.VpcEndpointId)"
done
s3=$(aws ec2 create-vpc-endpoint --vpc-endpoint-type Gateway --vpc-id "$vpc" --service-name com.amazonaws.us-east-1.s3 \
  --route-table-ids "$private_table" --tag-specifications "$(tagged vpc-endpoint $name-s3)" \
  --query VpcEndpoint.VpcEndpointId)
# shellcheck disable=SC2086 # ids, one a word
until_says available aws ec2 describe-vpc-endpoints --vpc-endpoint-ids $endpoints $s3 --query 'VpcEndpoints[].State'

# 07 Does it hold? No inbound rule, the profile on the instance, the agent, the connection, endpoints, gateway
test -z "$(aws ec2 describe-security-group-rules --filters "Name=group-id,Values=$group" \
  --query 'SecurityGroupRules[?!IsEgress].SecurityGroupRuleId')"
aws ec2 describe-iam-instance-profile-associations --filters "Name=instance-id,Values=$instance" \
  --query 'IamInstanceProfileAssociations[].IamInstanceProfile.Arn' | grep -q $profile
aws iam get-instance-profile --instance-profile-name $profile --query 'InstanceProfile.Roles[].RoleName' | grep -qx $role
aws iam list-attached-role-policies --role-name $role --query 'AttachedPolicies[].PolicyName' | grep -q AWSCloud9SSM
aws ssm get-connection-status --target "$instance" --query Status | grep -qix connected
aws ec2 describe-nat-gateways --nat-gateway-ids "$nat" --query 'NatGateways[].State' | grep -qx available
aws ec2 describe-route-tables --route-table-ids "$private_table" --query 'RouteTables[].Routes[].State' | grep -q active
aws cloud9 describe-environment-memberships --environment-id "$environment" >/dev/null

# 08 The tear-down, in the order that AWS needs, and the proof
aws ec2 revoke-security-group-ingress --group-id "$endpoint_group" --source-group "$group" --protocol tcp --port 443 >/dev/null
aws cloud9 delete-environment --environment-id "$environment" >/dev/null
until_says '' aws cloud9 list-environments --query environmentIds
# shellcheck disable=SC2086
aws ec2 delete-vpc-endpoints --vpc-endpoint-ids $endpoints $s3 >/dev/null
until_says '' aws ec2 describe-network-interfaces --filters "Name=vpc-id,Values=$vpc" \
  Name=interface-type,Values=vpc_endpoint --query 'NetworkInterfaces[].NetworkInterfaceId'
aws ec2 delete-security-group --group-id "$endpoint_group" >/dev/null
aws iam detach-user-policy --user-name $learner --policy-arn arn:aws:iam::aws:policy/AWSCloud9User
aws iam detach-user-policy --user-name $learner --policy-arn "$policy"
aws iam delete-policy --policy-arn "$policy"
aws ec2 delete-nat-gateway --nat-gateway-id "$nat" >/dev/null
aws ec2 wait nat-gateway-deleted --nat-gateway-ids "$nat"
aws ec2 release-address --allocation-id "$address"
aws ec2 disassociate-route-table --association-id "$private_link"
aws ec2 delete-route-table --route-table-id "$private_table"
aws ec2 disassociate-route-table --association-id "$public_link"
aws ec2 delete-route-table --route-table-id "$public_table"
aws ec2 delete-subnet --subnet-id "$private"
aws ec2 delete-subnet --subnet-id "$public"
aws ec2 detach-internet-gateway --internet-gateway-id "$gateway" --vpc-id "$vpc"
aws ec2 delete-internet-gateway --internet-gateway-id "$gateway"
aws ec2 delete-vpc --vpc-id "$vpc"
aws iam remove-role-from-instance-profile --instance-profile-name $profile --role-name $role
aws iam delete-instance-profile --instance-profile-name $profile
aws iam detach-role-policy --role-name $role --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile
aws iam delete-role --role-name $role
test -z "$(aws cloud9 list-environments --query environmentIds)"
test -z "$(aws ec2 describe-vpcs --filters "Name=tag:deployment,Values=$name" --query 'Vpcs[].VpcId')"
test -z "$(aws ec2 describe-addresses --filters "Name=tag:deployment,Values=$name" --query 'Addresses[].AllocationId')"
test -z "$(aws ec2 describe-instances --filters "Name=tag:aws:cloud9:environment,Values=$environment" \
  Name=instance-state-name,Values=running,stopped,pending,stopping --query 'Reservations[].Instances[].InstanceId')"
test -z "$(aws iam list-attached-user-policies --user-name $learner --query 'AttachedPolicies[].PolicyName')"
echo "account $account: made, verified, removed"
